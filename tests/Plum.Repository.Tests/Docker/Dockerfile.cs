using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Docker;

/// <summary>The Dockerfile as it reads.</summary>
/// <param name="Findings">What the linter says of it.</param>
/// <param name="Context">Files that .dockerignore lets a build see.</param>
internal sealed record Dockerfile(string[] Findings, Stage[] Stages, string[] Context)
{
    private static readonly Lazy<Task<Dockerfile>> Read = new(() => Node.AskAsync<Dockerfile>("Docker/dockerfile.cjs", Tree.Root));

    public Stage Final => Stages[^1];

    public static Task<Dockerfile> ReadAsync() => Read.Value;
}

/// <summary>What follows one FROM.</summary>
internal sealed record Stage(string Image, string Name, Instruction[] Instructions)
{
    public Dictionary<string, string> Environment => new(All("ENV").SelectMany(env => env.Pairs));

    public Instruction The(string keyword) => Instructions.Single(line => line.Keyword == keyword);

    public IEnumerable<Instruction> All(string keyword) => Instructions.Where(line => line.Keyword == keyword);
}

/// <param name="Flags">Such as from=build.</param>
/// <param name="Text">All behind keyword and flags.</param>
/// <param name="Words">The same, word by word.</param>
/// <param name="Pairs">Of an ENV.</param>
internal sealed record Instruction(string Keyword, string[] Flags, string Text, string[] Words, Dictionary<string, string> Pairs);
