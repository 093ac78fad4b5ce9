#pragma once

// A library for LD_PRELOAD: it has nothing to call. It acts in a process whose environment has PITFALL_TRACE.
