"""What a page says after a change; the address holds only the key, so nobody can put words into it."""

NOTICES = {
    "saved": "Saved.",
    "undone": "Undone: the link is as it was then.",
    "same": "Nothing was different, so nothing was saved.",
    "enabled": "Enabled: the link redirects again.",
    "disabled": "Disabled: visitors now see a page that says so.",
    "deleted": "Deleted. Its slug is kept, so nobody else gets it by mistake.",
    "restored": "Restored: the link redirects again.",
    "freed": "The slug is free again.",
    "ignored": "Ignored: no longer shown as work, and counted as before.",
    "reopened": "Shown as work again.",
    "none-ticked": "Nothing was ticked, so nothing was changed.",
    "tag-removed": "The tag was removed; the links stay.",
    "domain-added": "The domain was added.",
    "domain-removed": "The domain was removed.",
    "password": "Your password was changed. Other browsers were signed out.",
    "session-ended": "That sign-in has ended.",
    "sessions-ended": "All other sign-ins have ended.",
    "webhook-tested": "A test is on its way; look again in a moment.",
    "webhook-enabled": "Enabled: it is told what happens.",
    "webhook-disabled": "Disabled: nothing is sent until it is enabled again.",
    "webhook-resent": "On its way once more.",
    "webhook-removed": "The webhook was removed.",
    "person-added": "Added. Give them their password in person or by phone.",
    "person-disabled": "They can't sign in any more; what they did stays theirs.",
    "code-off": "Turned off: your password alone is enough again.",
    "their-code-off": "Turned off: their password alone is enough until they set a code up again.",
    "passkey-added": "Added: sign in with it next time.",
    "passkey-removed": "That passkey opens nothing any more; remove it from your device too.",
    "their-passkeys-off": "Removed: none of their passkeys opens anything any more.",
    "too-late": "That took too long, or the password was changed. Please start again.",
    "key-ended": "That key opens nothing any more.",
    "password-set": "Your new password is set; sign in with it.",
    "withdrawn": "Taken back: its link opens nothing any more.",
    "share-ended": "Ended: its address opens nothing any more.",
    "signed-out": "They are signed out everywhere.",
    "person-enabled": "They can sign in again.",
}


def notice_of(key: str) -> str:
    return NOTICES.get(key, "")
