extension RefusalPlan {
  /// What to do when a request of each sort gets the wrong response.
  enum Advice {
    static let wholeToken =
      "A token may have any letters and any length: check none of them before you look it up. Take exactly the scheme "
      + "off the header: removeprefix(\"Bearer \") or partition(\" \") in Python, dropFirst after hasPrefix in Swift. "
      + "strip and lstrip remove letters, and replace removes the word wherever it stands."
    static let whileLocked =
      "Follow this good token through the dependency: it was not found, or an error of the database, which is locked "
      + "while the first requests wait, was taken for an unknown token."
    static let noToken =
      "Reject the request in the dependency when there is no Authorization header, or no token in it, before you look "
      + "for a user."
    static let unknown =
      "When no user has this token, raise HTTPException(401) in the dependency (Swift: throw HTTPError(.unauthorized)). "
      + "Then no handler runs without a user, or for a guest."
    static let scheme =
      "Check that the first word of the header is Bearer, and reject the request if it is not. Removing the word does "
      + "not check that it was there."
    static let whole =
      "Compare the whole token for equality, in the query: WHERE token = ?. A token that only begins or ends like a "
      + "good one is unknown."
    static let letters =
      "Compare with =, not with LIKE or GLOB, and do not change the case of letters: LIKE ignores case, and % and _ in "
      + "it stand for anything."
    static let parameter =
      "Pass the token to the query as a parameter (a ? in the SQL), so that it never becomes a part of the SQL itself."
    static let asSent = "Look up the token exactly as it was sent: remove no quotes and no other characters from it."
    static let onlyToken = "Look for the token in its own column only: what else is in the row is no secret to others."
    static let query =
      "Read the token from the Authorization header only. URLs end up in logs, histories and Referer headers."
    static let connection =
      "Look for what is stored for a connection or a client address. Several users share a kept-alive connection, as "
      + "behind a proxy: each request must be judged by its own header alone."
    static let everyTime =
      "Look the token up in the database for every request, and keep no users and no misses in the process (a dict, "
      + "lru_cache, an actor, a session that is never closed): another program may have changed or revoked them."
  }
}
