using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Docker;

/// <summary>What the Dockerfile says of the app. The workflow test builds the image and starts it.</summary>
public sealed partial class DockerTests
{
    private static readonly string Dockerfile = Tree.Read("Dockerfile").ReplaceLineEndings("\n");

    [Fact]
    public async Task Dockerfile_PassesTheLinter()
    {
        Assert.Equal("", (await Node.RunOnAsync(Dockerfile, "Docker/lint.cjs")).Well());
        var damaged = Dockerfile.Replace("EXPOSE 7071", "EXPOSE port", StringComparison.Ordinal);
        Assert.NotEqual("", (await Node.RunOnAsync(damaged, "Docker/lint.cjs")).Well());
    }

    /// <summary>.dockerignore leaves everything out that it does not name with a !.</summary>
    [Fact]
    public void Copy_FindsEverySource_AndTheContextHoldsNothingElse()
    {
        var copied = Copy().Matches(Dockerfile).SelectMany(copy => copy.Groups[1].Value.Split(' '));
        var sources = copied.Select(path => path.TrimEnd('/')).ToList();
        var outermost =
            sources.Where(source => !sources.Any(other => source.StartsWith($"{other}/", StringComparison.Ordinal)));
        var ignored = Tree.Read(".dockerignore").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.All(sources, source => Assert.True(Path.Exists(Tree.PathOf(source)), source));
        Assert.Equal(
            [
                "*",
                .. outermost.Select(source => $"!{source}"),
                "**/bin",
                "**/obj",
                "**/node_modules",
                "**/local.settings.json",
            ],
            ignored.Where(line => line[0] != '#'));
    }

    [Fact]
    public void Images_AreOfTheFrameworkThatTheProjectsTarget()
    {
        var rules = Tree.Read("functions/Directory.Build.props");
        var framework = Regex.Match(rules, "<TargetFramework>net([0-9.]+)<").Groups[1].Value;
        var images = Image().Matches(Dockerfile).Select(image => image.Groups[1].Value);

        Assert.Equal([$"sdk:{framework}", $"aspnet:{framework}"], images);
    }

    [Fact]
    public void Service_IsNoRoot_AndKeepsItsDataInTheVolume()
    {
        Assert.Equal("$APP_UID", The("USER"));
        Assert.Contains("DOTNET_ENVIRONMENT=Production", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"Standalone__Data={The("VOLUME")}\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"Standalone__Urls=http://0.0.0.0:{The("EXPOSE")} ", Dockerfile, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_StartsTheProjectThatItPublishes()
    {
        var project = Regex.Match(Dockerfile, @"dotnet publish functions/(\S+)").Groups[1].Value;

        Assert.Equal($"""["dotnet", "{project}.dll"]""", The("ENTRYPOINT"));
        Assert.Contains(
            "<OutputType>Exe<", Tree.Read($"functions/{project}/{project}.csproj"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    public async Task HealthCheck_IsWhatReadyAnswers(string status, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash asks");
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var check = CheckAsync(((IPEndPoint)service.LocalEndpoint).Port);

        using var client = await service.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        using var reader = new StreamReader(client.GetStream());
        Assert.Equal("GET /health/ready HTTP/1.1", await reader.ReadLineAsync());
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n\r\n"));

        Assert.Equal(code, (await check).Code);
    }

    private static Task<Ended> CheckAsync(int port)
    {
        var check = Check().Match(Dockerfile).Groups[1].Value;
        var here = check.Replace($"/{The("EXPOSE")} ", $"/{port} ", StringComparison.Ordinal);
        var words = JsonSerializer.Deserialize<string[]>(here)!;
        return Command.RunAsync(words[0], words[1..]);
    }

    private static string The(string keyword) =>
        Regex.Match(Dockerfile, $"^{keyword} (.*)$", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("^COPY (?!--)(.*) [^ ]+$", RegexOptions.Multiline)]
    private static partial Regex Copy();

    [GeneratedRegex(@"^FROM mcr\.microsoft\.com/dotnet/(\S+)", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@"^HEALTHCHECK (?:.*\\\n)? *CMD (\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex Check();
}
