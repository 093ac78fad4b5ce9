/// Starts uvicorn so that it imports a module's file, whatever its name.
///
/// `uvicorn NAME:app` imports by name, and many files have names that cannot be imported: "fix.v2.py" has a dot, and
/// "json.py" is the name of a library. This gives the one file a name that can, and leaves everything else to uvicorn.
enum ModuleLoader {
  /// A program whose arguments are the module's file, its folder, and options for uvicorn.
  static let program = #"""
    import importlib.machinery, importlib.util, os, re, sys
    import uvicorn

    file, folder, *options = sys.argv[1:]
    stem = os.path.splitext(os.path.basename(file))[0]
    name = re.sub(r"\W", "_", stem)


    def is_taken(name):
        if name != stem and importlib.machinery.PathFinder.find_spec(name, [folder]):
            return True  # by another file of the module
        try:
            return importlib.util.find_spec(name) is not None
        except ValueError:  # "__main__", by this program
            return True


    while is_taken(name):
        name += "_"


    class Finder:
        @staticmethod
        def find_spec(wanted, path=None, target=None):
            if wanted == name:
                return importlib.util.spec_from_file_location(name, file)
            if wanted == stem:  # a library with the name of the file
                elsewhere = [entry for entry in sys.path if entry != folder]
                return importlib.machinery.PathFinder.find_spec(wanted, elsewhere)
            return None


    sys.meta_path.insert(0, Finder)
    sys.argv = ["uvicorn", name + ":app", "--app-dir", folder, *options]
    uvicorn.main()
    """#
}
