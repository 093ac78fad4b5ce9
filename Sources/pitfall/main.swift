// Its initializer opens the standard streams that the caller closed.
internal import CShims
internal import Commands

await Program.run()
