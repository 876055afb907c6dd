using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Infra;

/// <summary>All of infra-bicep.</summary>
internal sealed record BicepTree(IReadOnlyList<BicepFile> Files)
{
    public const string Folder = "infra-bicep";

    public static IReadOnlyList<string> Paths { get; } = [.. Tree.Files(Folder, "*.bicep"), .. Tree.Files(Folder, "*.bicepparam")];

    private static readonly Lazy<Task<BicepTree>> Read = new(async () => new(
        [.. (await ReadAsync([.. Paths.Select(Tree.PathOf)])).Zip(Paths, (file, path) => file with { Path = path })]));

    /// <summary>As it lies in the working tree.</summary>
    public static Task<BicepTree> Real => Read.Value;

    public IEnumerable<(BicepFile File, BicepResource Resource)> Resources => Files.SelectMany(file => file.Resources, (file, resource) => (file, resource));

    public IEnumerable<BicepFile> Templates => Files.Where(file => !file.IsParameters);

    internal static Task<List<BicepFile>> ReadAsync(params string[] paths) => Node.AskAsync<List<BicepFile>>("Infra/bicep.cjs", paths);

    /// <summary>The file that a path in another file leads to.</summary>
    public BicepFile? Find(BicepFile from, string path)
    {
        var found = Path.GetRelativePath(Tree.Root, Path.Combine(Path.GetDirectoryName(Tree.PathOf(from.Path))!, path)).Replace('\\', '/');
        return Files.SingleOrDefault(file => file.Path == found);
    }

    public BicepTree With(BicepFile changed) => new([.. Files.Select(file => file.Path == changed.Path ? changed : file)]);
}
