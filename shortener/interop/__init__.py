"""Links from elsewhere: what other systems wrote is read, checked row by row, and handed to the library."""
