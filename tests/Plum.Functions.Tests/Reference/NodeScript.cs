using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>A script on node, with a package of tests/package.json.</summary>
internal static class NodeScript
{
    /// <summary>Runs it to its end on a text; the test is skipped where the package is missing.</summary>
    public static Task<string> RunAsync(string script, string input, string package)
    {
        Assert.SkipUnless(IsThere(package), $"Missing: {package} (npm ci --prefix tests)");
        return Tool.Node.RunAsync([Path.Combine(AppContext.BaseDirectory, "Reference", "Scripts", script)], input);
    }

    private static bool IsThere(string package)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", package)))
            {
                return true;
            }
        }

        return false;
    }
}
