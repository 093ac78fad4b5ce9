import Bench
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PrivateValueTests {
  private static let diary = PrivateValue("diary", "a Secret1 day")

  private func isDisclosed(
    _ body: String, headers: [ProbeRequest.Header] = [], to request: ProbeRequest = ProbeRequest("GET", "/me")
  ) -> Bool {
    ![Self.diary].disclosed(by: Answer(status: 401, headers: headers, body: body), to: request).isEmpty
  }

  @Test("A value is found whole, and each of its longer words, in letters of any case")
  func findsWords() {
    #expect(isDisclosed("of a Secret1 day on"))
    #expect(isDisclosed("xSECRET1x"))
    #expect(isDisclosed("", headers: [.init("X-Hint", "secret1")]))
    #expect(isDisclosed("", headers: [.init("X-secret1", "yes")]))
    #expect(!isDisclosed("another day", headers: [.init("X-Hint", "secret 1")]))
  }

  @Test("Percent-encoding, Base64 of any alignment and hexadecimal digits are seen through")
  func decodes() {
    let plain = Data("=Secret1?".utf8)
    let base64 = plain.base64EncodedString()
    #expect(isDisclosed("%53ecret1"))
    for prefix in ["", "x", "xy", "xyz"] { #expect(isDisclosed("hint: \(prefix)\(base64)")) }
    #expect(isDisclosed("", headers: [.init("X-Hint", plain.map { String(format: "%02x", $0) }.joined())]))
    #expect(!isDisclosed(Data("nothing of that".utf8).base64EncodedString()))
  }

  @Test("What the request itself contains is not disclosed")
  func knowsTheRequest() {
    let request = ProbeRequest("GET", "/me", headers: [.init("Authorization", "Bearer Secret1")])
    #expect(!isDisclosed("who is Secret1?", to: request))
  }

  @Test("Short values and words stand anywhere by chance, and do not count")
  func leavesShortOnes() {
    let short = [PrivateValue("name", "Ada"), PrivateValue("diary", "an early night")]
    #expect(short.disclosed(by: Answer(status: 401, body: "Adamant, early"), to: ProbeRequest("GET", "/me")).isEmpty)
  }
}
