"""The provider's DNS API as its documentation and its clients describe it, publishing into real name servers."""
