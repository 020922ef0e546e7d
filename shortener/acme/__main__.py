"""`python -m shortener.acme`: the hook where its command isn't installed."""

import sys

from shortener.acme.main import main

sys.exit(main())
