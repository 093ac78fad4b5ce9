/// Serves one WebSocket, from its opening until it returns or throws.
public typealias WebSocketHandler = @Sendable (WebSocket) async throws -> Void
