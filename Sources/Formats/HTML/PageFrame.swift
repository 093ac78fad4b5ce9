/// What all pages have in common: a document that loads nothing and runs nothing.
enum PageFrame {
  static func document(title: String, _ body: HTML) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
    form-action 'none'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>\(XMLText.escaped(title.documentLine(200)))</title>
    <style>
    \(PageStyle.css)
    </style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the results</a>
    \(body.source)
    </body>
    </html>

    """
  }

  static func footer(_ words: String) -> HTML {
    .tag("footer", [:], .tag("p", [:], .text(words)))
  }
}
