/// How much of a submission is taken.
package struct IntakeLimits: Sendable {
  /// In bytes, of one file.
  package var file = 1 << 20
  /// In bytes, of all files together.
  package var total = 8 << 20
  package var count = 200
  /// Folders within each other, below the submission itself.
  package var depth = 8
  /// Names that are looked at, wanted or not.
  package var entries = 20_000
  /// In bytes, of an archive.
  package var archive = 32 << 20
  /// How many times larger than the archive its files may be, once they are larger than `file`.
  package var ratio = 100
  package var unpacking = Duration.seconds(20)

  package init() {}
}
