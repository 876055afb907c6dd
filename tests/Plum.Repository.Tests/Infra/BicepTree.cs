using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Infra;

/// <summary>All of infra-bicep.</summary>
internal sealed record BicepTree(IReadOnlyList<BicepFile> Files)
{
    public const string Folder = "infra-bicep";

    private static readonly string[] Paths = [.. Tree.Files(Folder, "*.bicep"), .. Tree.Files(Folder, "*.bicepparam")];

    private static readonly Lazy<Task<BicepTree>> Read = new(async () => new(
        [.. (await ReadAsync([.. Paths.Select(Tree.PathOf)])).Zip(Paths, (file, path) => file with { Path = path })]));

    /// <summary>As it lies in the working tree.</summary>
    public static Task<BicepTree> Real => Read.Value;

    public IEnumerable<BicepFile> Templates => Files.Where(file => !file.IsParameters);

    public IEnumerable<(BicepFile File, BicepResource Resource)> Resources =>
        Files.SelectMany(file => file.Resources, (file, resource) => (file, resource));

    /// <summary>What is given to whom: to modules by templates, to templates by parameter files.</summary>
    public IEnumerable<BicepGift> Gifts =>
    [
        .. from file in Files
           from module in file.Modules
           select new BicepGift($"{file}:{module.Line}", module.Path, Find(file, module.Path), module.Given),
        .. from file in Files
           where file.IsParameters
           let template = file.Using ?? "what it is for"
           select new BicepGift(file.Path, template, Find(file, template), file.Variables),
    ];

    public static Task<List<BicepFile>> ReadAsync(params string[] paths) =>
        Node.AskAsync<List<BicepFile>>("Infra/bicep.cjs", paths);

    /// <summary>The file that a path in another file leads to.</summary>
    public BicepFile? Find(BicepFile from, string path)
    {
        var found = Path.GetRelativePath(Tree.Root, Path.Combine(Path.GetDirectoryName(Tree.PathOf(from.Path))!, path));
        return Files.SingleOrDefault(file => file.Path == found.Replace('\\', '/'));
    }

    public BicepTree With(BicepFile changed) => new([.. Files.Select(file => file.Path == changed.Path ? changed : file)]);
}

/// <param name="To">Null when there is no file at the path.</param>
internal sealed record BicepGift(string Where, string Path, BicepFile? To, IReadOnlyList<BicepVariable> Given);
