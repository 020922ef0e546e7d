"""What a page says after a change; the address holds only the key, so nobody can put words into it."""

from shortener.sentences import Words

NOTICES = {
    "saved": Words("Saved."),
    "undone": Words("Undone: the link is as it was then."),
    "same": Words("Nothing was different, so nothing was saved."),
    "enabled": Words("Enabled: the link redirects again."),
    "disabled": Words("Disabled: visitors now see a page that says so."),
    "deleted": Words("Deleted. Its slug is kept, so nobody else gets it by mistake."),
    "checked": Words("Checked again: this is what would happen now."),
    "restored": Words("Restored: the link redirects again."),
    "freed": Words("The slug is free again."),
    "ignored": Words("Ignored: no longer shown as work, and counted as before."),
    "reopened": Words("Shown as work again."),
    "none-ticked": Words("Nothing was ticked, so nothing was changed."),
    "tag-removed": Words("The tag was removed; the links stay."),
    "domain-added": Words("The domain was added."),
    "domain-removed": Words("The domain was removed."),
    "password": Words("Your password was changed. Other browsers were signed out."),
    "session-ended": Words("That sign-in has ended."),
    "sessions-ended": Words("All other sign-ins have ended."),
    "webhook-tested": Words("A test is on its way; look again in a moment."),
    "webhook-enabled": Words("Enabled: it is told what happens."),
    "webhook-disabled": Words("Disabled: nothing is sent until it is enabled again."),
    "webhook-resent": Words("On its way once more."),
    "webhook-removed": Words("The webhook was removed."),
    "person-added": Words("Added. Give them their password in person or by phone."),
    "person-disabled": Words("They can't sign in any more; what they did stays theirs."),
    "code-off": Words("Turned off: your password alone is enough again."),
    "their-code-off": Words("Turned off: their password alone is enough until they set a code up again."),
    "passkey-added": Words("Added: sign in with it next time."),
    "passkey-removed": Words("That passkey opens nothing any more; remove it from your device too."),
    "their-passkeys-off": Words("Removed: none of their passkeys opens anything any more."),
    "identity-linked": Words("Linked: your organisation’s sign-in lets you in from now on."),
    "identity-unlinked": Words("Unlinked: that sign-in of your organisation no longer lets you in."),
    "too-late": Words("That took too long, or the password was changed. Please start again."),
    "key-ended": Words("That key opens nothing any more."),
    "password-set": Words("Your new password is set; sign in with it."),
    "withdrawn": Words("Taken back: its link opens nothing any more."),
    "share-ended": Words("Ended: its address opens nothing any more."),
    "remarked": Words("Written on the chart."),
    "unremarked": Words("Taken off the chart."),
    "logo-added": Words("Added: anybody here can choose it for a code."),
    "logo-removed": Words("Removed: nobody can choose it any more; codes that are printed stay as they are."),
    "signed-out": Words("They are signed out everywhere."),
    "person-enabled": Words("They can sign in again."),
}


def notice_of(key: str) -> str:
    return NOTICES.get(key, "")
