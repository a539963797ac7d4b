"""`minori demo`: a year of an invented programme, lived through the commands and the API."""
