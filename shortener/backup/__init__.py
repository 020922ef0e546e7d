"""Everything that makes up an installation, taken while it runs, and put back on another machine."""
