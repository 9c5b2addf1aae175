"""What tells open pages that something happened. Only a pair's id and a seq travel here, never words."""
