// The core's door, opened once for this document.
