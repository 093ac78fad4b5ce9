import Base
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct JSONValueTests {
  private static func value(_ text: String) -> JSONValue? { JSONValue(bytes: Array(text.utf8)) }

  @Test(
    "Parsed JSON is written back unchanged",
    arguments: [
      #"{"a":[1,2.5,"x",null,true],"b":{}}"#, "[]", "null", #""é/""#, "12", "-0.5", #""\"\\\n\u0001""#, "[[[]],{}]",
    ])
  func isKept(text: String) {
    #expect(Self.value(text)?.description == text)
    #expect("\(Self.value(text) ?? .null)" == text)
  }

  @Test(
    "Text that is not JSON has no value",
    arguments: [
      "", "{", "abc", "{'a':1}", "NaN", "[1,]", "{\"a\":1,}", "{\"a\"}", "[1 2]", "01", "+1", "1.", ".5", "1e", "-",
      "\"a", "\"\n\"", "\"\\x\"", "\"\\u12G4\"", "\"\\u+123\"", "1 2", "nul", "[1]]", "1e999",
    ])
  func isStrict(text: String) {
    #expect(Self.value(text) == nil)
    #expect(JSONValue.excess(of: Array(text.utf8)) == nil)
  }

  private static let forms: [(text: String, value: JSONValue)] = [
    (" \n\t\r[ 1 , 2 ] \n", .list([.number(1), .number(2)])),
    (#"{ "a" : "\u00e9\ud83d\ude42\/\b\f\r\t" }"#, .object(["a": .text("é🙂/\u{8}\u{C}\r\t")])),
    (#""\ud83d""#, .text("\u{FFFD}")), (#""\ud83d\u0041""#, .text("\u{FFFD}A")), (#""\ude42x""#, .text("\u{FFFD}x")),
    ("\u{FEFF}true", .flag(true)), ("-1.5E+2", .number(-150)), ("0", .number(0)),
    (#"{"a":1,"a":2}"#, .object(["a": .number(2)])),
  ]

  @Test("Blanks, escapes, and a byte order mark mean what they mean elsewhere", arguments: forms)
  func readsAllForms(text: String, value: JSONValue) {
    #expect(Self.value(text) == value)
  }

  @Test("What another parser writes is read back as the same value")
  func agreesWithFoundation() throws {
    let sample: [String: Any] = [
      "list": [1, -2.25, 1e300, true, NSNull(), "a\"\\\u{1}\u{7f}é🙂\n"], "empty": [String: Any](), "": [[], [[1]]],
    ]
    for options in [[], .prettyPrinted] as [JSONSerialization.WritingOptions] {
      let value = try #require(
        JSONValue(bytes: Array(JSONSerialization.data(withJSONObject: sample, options: options))))
      let again = try JSONSerialization.jsonObject(with: Data(value.bytes)) as? NSDictionary
      #expect(again == sample as NSDictionary)
    }
  }

  @Test("A number that JSON cannot represent is written as null")
  func isSafe() {
    #expect(JSONValue.number(.infinity).description == "null")
    #expect(JSONValue.number(.nan).description == "null")
  }

  @Test("JSON that is nested too deep, or has too many values, is not read, and told from text that is not JSON")
  func isLimited() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    func many(_ values: Int) -> String { "[" + Array(repeating: "0", count: values).joined(separator: ",") + "]" }
    #expect(Self.value(nested(512)) != nil)
    #expect(Self.value(many(500_000))?.elements?.count == 500_000)
    let lists = "[" + Array(repeating: "[]", count: 150_000).joined(separator: ",") + "]"
    for text in [nested(513), nested(100_000), String(repeating: "{\"a\":", count: 100_000)] {
      #expect(Self.value(text) == nil)
      #expect(JSONValue.excess(of: Array(text.utf8)) == "JSON that is nested more than 512 levels deep")
    }
    for text in [many(1_000_000), lists] {
      #expect(Self.value(text) == nil)
      #expect(JSONValue.excess(of: Array(text.utf8)) == "JSON with hundreds of thousands of values")
    }
  }
}
