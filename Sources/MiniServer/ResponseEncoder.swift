internal import Glibc
package import NIOCore

/// Writes response heads. It caches the status lines, and the date line for one second.
package struct ResponseEncoder {
  private var statusLines: [Int: [UInt8]] = [:]
  private var dateLine: [UInt8] = []
  private var dateSeconds = -1

  package init() {}

  /// Appends the status line, the header fields and the empty line; `framing` overrides the response's own fields.
  package mutating func encode(
    _ response: Response, framing: ResponseFraming, isHTTP10: Bool, now: Int, into buffer: inout ByteBuffer
  ) {
    buffer.writeBytes(statusLine(response.status))
    encode(response.headers, now: now, into: &buffer)
    switch framing.body {
    case .none, .untilClose: break
    case .length(let length):
      buffer.writeStaticString("Content-Length: ")
      Self.write(decimal: length, into: &buffer)
      buffer.writeStaticString("\r\n")
    case .chunked: buffer.writeStaticString("Transfer-Encoding: chunked\r\n")
    }
    if !framing.keepsAlive {
      buffer.writeStaticString("Connection: close\r\n\r\n")
    } else if isHTTP10 {
      buffer.writeStaticString("Connection: keep-alive\r\n\r\n")
    } else {
      buffer.writeStaticString("\r\n")
    }
  }

  /// Appends the head that accepts a WebSocket's handshake.
  mutating func encodeUpgrade(_ response: Response, accept: String, now: Int, into buffer: inout ByteBuffer) {
    buffer.writeStaticString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
    var headers = response.headers
    headers["Upgrade"] = nil
    headers["Sec-WebSocket-Accept"] = accept
    encode(headers, now: now, into: &buffer)
    buffer.writeStaticString("\r\n")
  }

  /// Appends the fields, without those that say how the body is framed.
  private mutating func encode(_ headers: Headers, now: Int, into buffer: inout ByteBuffer) {
    var hasDate = false
    for (name, value) in headers.fields {
      switch name.utf8.count {
      case 4 where FieldSyntax.equals(name, "date"): hasDate = true
      case 10 where FieldSyntax.equals(name, "connection"): continue
      case 14 where FieldSyntax.equals(name, "content-length"): continue
      case 17 where FieldSyntax.equals(name, "transfer-encoding"): continue
      default: break
      }
      buffer.writeString(name)
      buffer.writeStaticString(": ")
      Self.write(value: value, into: &buffer)
      buffer.writeStaticString("\r\n")
    }
    if !hasDate { buffer.writeBytes(date(now)) }
  }

  /// Replaces control characters by spaces, because a line break in a value would start another field.
  private static func write(value: String, into buffer: inout ByteBuffer) {
    let start = buffer.writerIndex
    let length = buffer.writeString(value)
    buffer.withUnsafeMutableReadableBytes { bytes in
      let offset = bytes.count - length
      for index in offset..<bytes.count where bytes[index] < 0x20 || bytes[index] == 0x7F {
        if bytes[index] != 0x09 { bytes[index] = 0x20 }
      }
    }
    assert(buffer.writerIndex == start + length)
  }

  private static func write(decimal number: Int, into buffer: inout ByteBuffer) {
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      buffer.writeInteger(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
      divisor /= 10
    }
  }

  private mutating func statusLine(_ status: Status) -> [UInt8] {
    if let line = statusLines[status.code] { return line }
    // The grammar has exactly three digits, and a status below 200 is not final: both are mistakes of the handler.
    let valid: Status = (200...999).contains(status.code) ? status : .internalServerError
    let line = Array("HTTP/1.1 \(valid)\r\n".utf8)
    statusLines[status.code] = line
    return line
  }

  private mutating func date(_ now: Int) -> [UInt8] {
    if now != dateSeconds {
      dateSeconds = now
      dateLine = Array("Date: \(HTTPDate.format(secondsSince1970: now))\r\n".utf8)
    }
    return dateLine
  }
}
