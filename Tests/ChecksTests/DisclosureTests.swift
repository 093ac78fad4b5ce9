import Bench
import Checks
import Foundation
import Testing
import Tracks

/// What of an exception a response shows.
@Suite(.timeLimit(.minutes(10)))
struct DisclosureTests {
  private static let secret = "kX9fTq2LmZ7wRb4NcV8hYp3D"

  private func shown(
    _ text: String, header: String = "fine", message: String = "the payment gateway refused the key \(secret)",
    type: String = "GatewayError"
  ) -> Disclosure? {
    let raised = RaisedException(place: nil, type: type, message: message)
    let answer = Answer(
      status: 500, headers: [ProbeRequest.Header("X-Note", header)], body: "{\"detail\": \"\(text)\"}")
    return HiddenFault(secret: Self.secret, exceptions: [raised], files: ["main.py", "orders.py"]).disclosure(
      in: answer)
  }

  @Test(
    "A response that says no more than its status shows nothing",
    arguments: [
      "Internal Server Error", "Something went wrong. Please try again later.", "", "Error 500: the request failed",
      "unexpected error in /boom, request 0b6ad54e-00a6-4472-a5b2-4ae3eab56be0", "d2hhdCBpcyB0aGlzIGtleSBvZiB5b3Vycz8=",
      "the payment of your order is not affected", "the key", "remain.python",
    ])
  func showsNothing(text: String) {
    #expect(shown(text) == nil)
    #expect(shown("", header: text) == nil)
  }

  @Test("Generic messages and types may be answered all the same")
  func allowsPlainWords() {
    #expect(shown("internal error", message: "internal error: \(Self.secret)") == nil)
    #expect(shown("InternalServerError", type: "InternalServerError") == nil)
    #expect(shown("an error in main.pyc and remain.py", type: "Error") == nil)
  }

  @Test("Eight characters of the secret in a row are found in every usual spelling")
  func findsTheSecret() throws {
    let part = String(Self.secret.dropFirst(5).prefix(8))
    for text in [Self.secret, part, Self.secret.uppercased(), String(Self.secret.reversed()), "«\(part)»"] {
      #expect(shown("see \(text)!") == Disclosure(.secret, place: "its field \"detail\""), "\(text)")
    }
    for prefix in ["", "a", "ab", "abc"] {
      let encoded = Data((prefix + Self.secret).utf8).base64EncodedString()
      #expect(shown(encoded)?.place == "its field \"detail\", in Base64", "\(encoded)")
      #expect(shown("x" + encoded)?.kind == .secret)
      #expect(shown(String(encoded.dropFirst(prefix.utf8.count).prefix(16)))?.kind == .secret)
    }
    let url = Data("~~~?\(Self.secret)".utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    #expect(shown(url)?.kind == .secret)
    let digits = part.utf8.map { String($0, radix: 16) }
    #expect(shown(digits.joined())?.place == "its field \"detail\", in hexadecimal digits")
    #expect(shown(digits.joined(separator: ":").uppercased())?.kind == .secret)
    #expect(shown("0" + digits.joined())?.kind == .secret)
    #expect(shown(digits.map { "%\($0)" }.joined())?.place.hasSuffix("in percent-encoding") == true)
    #expect(shown(digits.map { "\\\\x\($0)" }.joined())?.kind == .secret)
    #expect(shown(digits.map { "\\u00\($0)" }.joined())?.kind == .secret)
    #expect(shown(part.utf8.map { "&#\($0);" }.joined())?.kind == .secret)
    #expect(shown(part.utf8.map { "\($0)" }.joined(separator: ", "))?.kind == .secret)
    #expect(shown(part.map { "\($0)" }.joined(separator: "-"))?.kind == .secret)
    let twice = Data(Data(Self.secret.utf8).base64EncodedString().utf8).base64EncodedString()
    #expect(shown(twice)?.place == "its field \"detail\", in Base64 within Base64")
    #expect(shown("", header: Self.secret)?.place == "its header X-Note")
  }

  @Test("Fewer characters in a row are not the secret: it may be masked")
  func allowsMasks() {
    #expect(shown("\(Self.secret.prefix(4))********\(Self.secret.suffix(3))") == nil)
  }

  @Test("The message beside the secret, the type, the source file and a traceback are found")
  func findsTheRest() {
    #expect(shown("The payment gateway refused the key ***")?.kind == .message("the payment gateway refused the key"))
    #expect(shown("caught a GatewayError")?.kind == .type("GatewayError"))
    #expect(shown("caught a KeyError", type: "RuntimeError") == nil)
    #expect(shown("RuntimeError", type: "RuntimeError")?.kind == .type("RuntimeError"))
    #expect(shown("ConnectError", type: "httpx.ConnectError")?.kind == .type("ConnectError"))
    #expect(shown("orders.py:12")?.kind == .file("orders.py"))
    #expect(shown(Data("caught a GatewayError".utf8).base64EncodedString())?.kind == .type("GatewayError"))
    #expect(shown("Traceback (most recent call last): …")?.kind == .traceback)
  }
}
