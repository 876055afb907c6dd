using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Docker;

/// <summary>The container image: what the Dockerfile says is read, and done as far as it can be without Docker.</summary>
public sealed class DockerTests
{
    [Fact]
    public async Task Dockerfile_PassesTheLinter() => Assert.Empty((await Dockerfile.ReadAsync()).Findings);

    [Fact]
    public async Task Context_HoldsTheSourceAlone()
    {
        var file = await Dockerfile.ReadAsync();

        Assert.All(file.Context, path => Assert.True(path is ".editorconfig" || path.StartsWith("functions/", StringComparison.Ordinal), path));
        Assert.DoesNotContain(file.Context, path => path.Split('/').Any(part => part is "bin" or "obj" or "local.settings.json"));
    }

    [Fact]
    public async Task Copy_FindsEverySource()
    {
        var file = await Dockerfile.ReadAsync();
        var sources = file.Stages.SelectMany(stage => stage.All("COPY")).Where(copy => copy.Flags is []).SelectMany(copy => copy.Words[..^1]);

        Assert.All(sources, source => Assert.Contains(file.Context, path => path == source || path.StartsWith(source.TrimEnd('/') + '/', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Images_AreOfTheFrameworkThatTheProjectsTarget()
    {
        var framework = Regex.Match(Tree.Read("functions/Directory.Build.props"), "<TargetFramework>net([0-9.]+)<").Groups[1].Value;

        Assert.Equal(
            [$"mcr.microsoft.com/dotnet/sdk:{framework}", $"mcr.microsoft.com/dotnet/aspnet:{framework}"],
            (await Dockerfile.ReadAsync()).Stages.Select(stage => stage.Image));
    }

    [Fact]
    public async Task Service_IsNoRoot_AndKeepsItsDataInTheVolume()
    {
        var image = (await Dockerfile.ReadAsync()).Final;

        Assert.Equal("$APP_UID", image.The("USER").Text);
        Assert.Equal("Production", image.Environment["DOTNET_ENVIRONMENT"]);
        Assert.Equal(image.The("VOLUME").Text, image.Environment["Standalone__Data"]);
        Assert.Equal($"http://0.0.0.0:{image.The("EXPOSE").Text}", image.Environment["Standalone__Urls"]);
    }

    /// <summary>Docker's life of a container: started, found healthy, stopped by SIGTERM, found unhealthy.</summary>
    [Fact]
    public async Task HealthCheck_TellsWhetherTheServiceRuns()
    {
        var image = await BuiltImage.GetAsync();
        var port = FreePort();
        Assert.NotEqual(0, (await CheckAsync(image, port)).Code);

        using var service = Start(image, port);
        try
        {
            await UntilHealthyAsync(image, port, service);
            Assert.True(File.Exists(Path.Combine(image.PathOf(image.Stage.The("VOLUME").Text), "plum.db")));

            (await Command.RunAsync("kill", "-TERM", $"{service.Id}")).Well();
            await service.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            service.Kill(entireProcessTree: true); // nothing, when it has ended
        }

        Assert.Equal(0, service.ExitCode);
        Assert.NotEqual(0, (await CheckAsync(image, port)).Code);
    }

    [Fact]
    public async Task Service_RefusesTheSecretsOfTheSample()
    {
        var image = await BuiltImage.GetAsync();
        using var sample = JsonDocument.Parse(Tree.Read("local.settings.sample.json"));
        var secrets = from value in sample.RootElement.GetProperty("Values").EnumerateObject()
                      where value.Name.StartsWith("Plum__Development", StringComparison.Ordinal)
                      select KeyValuePair.Create(value.Name, value.Value.GetString()!);

        var refused = await Command.RunAsync(image.Command(image.Stage.The("ENTRYPOINT").Text, [.. secrets, Port(FreePort())]));

        Assert.NotEqual(0, refused.Code);
        Assert.Contains("local.settings.sample.json", refused.Errors + refused.Output, StringComparison.Ordinal);
    }

    private static Process Start(BuiltImage image, int port)
    {
        var start = image.Command(image.Stage.The("ENTRYPOINT").Text, [Port(port)]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var service = Process.Start(start)!;
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        return service;
    }

    private static async Task UntilHealthyAsync(BuiltImage image, int port, Process service)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await CheckAsync(image, port) is { Code: not 0 } sick)
        {
            Assert.False(service.HasExited, "The service ended at its start.");
            Assert.False(patience.IsCancellationRequested, $"Unhealthy after two minutes: {sick.Errors}");
        }
    }

    private static Task<Ended> CheckAsync(BuiltImage image, int port)
    {
        var check = image.Stage.The("HEALTHCHECK").Text.Replace($"/{image.Stage.The("EXPOSE").Text} ", $"/{port} ", StringComparison.Ordinal);
        return Command.RunAsync(image.Command(check[(check.IndexOf("CMD", StringComparison.Ordinal) + 3)..].Trim(), [Port(port)]));
    }

    private static KeyValuePair<string, string> Port(int port) => KeyValuePair.Create("Standalone__Urls", $"http://0.0.0.0:{port}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
