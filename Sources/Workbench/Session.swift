internal import LineEditor
