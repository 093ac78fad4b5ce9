import Testing

/// One after the other: a pipe that another test's child inherits by chance would never end.
@Suite(.serialized)
enum GuardianTests {}
