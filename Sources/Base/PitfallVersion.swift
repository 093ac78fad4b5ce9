/// The version of pitfall, as `--version` prints it and every result holds it.
package enum PitfallVersion {
  package static let text = "0.1.0"
}
