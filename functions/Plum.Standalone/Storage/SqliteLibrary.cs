using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Plum.Standalone.Storage;

/// <summary>The operating system's own SQLite: nothing native is shipped with the app.</summary>
internal static class SqliteLibrary
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["winsqlite3", "sqlite3"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    static SqliteLibrary()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Load);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
    }

    /// <summary>Does nothing but make sure the library is loaded.</summary>
    public static void Use()
    {
    }

    private static nint Load(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != "e_sqlite3")
        {
            return 0;
        }

        foreach (var candidate in Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle))
            {
                return handle;
            }
        }

        throw new DllNotFoundException(
            $"The system's SQLite ({Names[0]}) was not found; on Debian and Ubuntu the package libsqlite3-0 holds it.");
    }
}
