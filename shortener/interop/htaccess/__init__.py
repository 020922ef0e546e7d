"""Redirects that an Apache has: a .htaccess file or a part of its configuration, read line by line as links."""
