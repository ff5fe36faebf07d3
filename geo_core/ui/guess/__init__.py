"""The page where players guess where a photo was taken, against each other and the machine."""
