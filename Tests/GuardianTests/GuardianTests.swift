import Testing

/// Serialized, because a pipe that another test's child happens to inherit would never end.
@Suite(.serialized)
enum GuardianTests {}
