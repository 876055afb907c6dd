using System.Runtime.CompilerServices;

namespace Plum.Repository.Tests.Support;

/// <summary>
/// The files of this repository as they lie in the working tree, by paths from its root with slashes.
/// </summary>
internal static class Tree
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(string path) => Path.GetFullPath(Path.Combine(Root, path));

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    /// <summary>Files below a folder, without what builds and npm put there.</summary>
    /// <param name="pattern">Of file names, such as *.yml.</param>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. from file in Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path
               .Split('/')
               .Any(part => part is "bin" or "obj" or "node_modules" or ".git" or "artifacts" or ".plum")
           orderby path
           select path,
    ];

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
