import Testing

/// Serialized, because a pipe that another test's child happens to inherit would never end.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum GuardianTests {}
