"""What harvesters carry to other portals, and how it is compared, foretold and followed."""
