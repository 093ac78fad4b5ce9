import Base
import Foundation
import Testing

@Suite("Fingerprints", .timeLimit(.minutes(10)))
struct FingerprintTests {
  // The examples of FIPS 180-4, and the empty message.
  @Test(
    "SHA-256 of known messages",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func knownMessages(message: String, digest: String) {
    #expect(Fingerprint.sha256(Data(message.utf8)) == digest)
  }

  @Test("The boundary between two pieces matters")
  func piecesAreKeptApart() {
    func fingerprint(_ pieces: [String]) -> String {
      var fingerprint = Fingerprint()
      for piece in pieces { fingerprint.add(Data(piece.utf8)) }
      return fingerprint.hexadecimal()
    }
    #expect(fingerprint(["ab", "c"]) == fingerprint(["ab", "c"]))
    #expect(Set([["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""]].map(fingerprint)).count == 4)
  }
}
