using System.Diagnostics;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Plum.Demo;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>A client is made from the document as the service serves it, and drives a campaign.</summary>
public sealed class GeneratedClientTests
{
    [Fact]
    public async Task Client_DrivesACampaign()
    {
        await using var plum = await PlumServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var folder = Directory.CreateTempSubdirectory("plum-client-");
        var document = await plum.Client.GetStringAsync("api/openapi.json");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "openapi.json"), document);
        await MakeAsync(folder.FullName);
        var client = Build(folder).GetType("DriveCampaign")!;

        var id = await CallAsync<int>(client, "StartAsync", plum.Client, receiver.StartUrl, receiver.ResultUrl);
        await plum.AdvanceAsync(TimeSpan.FromDays(6));
        var told = await CallAsync<string>(client, "ReadAsync", plum.Client, id);
        var refused = await CallAsync<string>(client, "RefusedAsync", plum.Client);

        Assert.Equal(
            """
            Finished: 3 accepted, 0 pending
            tel:+12223334444; ani=7778889999 ann 1
            tel:+12223334445; ani=7778889999 bob 1
            +12223334446  1
            """,
            told);
        Assert.Equal("404 Campaign 99 not found.", refused);
        Assert.Equal(3, receiver.Results.Count());
        folder.Delete(recursive: true);
    }

    private static async Task MakeAsync(string folder)
    {
        var kiota = typeof(GeneratedClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(entry => entry.Key == "Kiota").Value!;
        const string Json = "Microsoft.Kiota.Serialization.Json";
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                kiota, "generate", "-l", "CSharp", "-d", "openapi.json", "-o", "client", "-n", "Plum.Client",
                "-c", "PlumClient", "--ebc", "--ll", "Error", "-i", "/api/**", "-s",
                $"{Json}.JsonSerializationWriterFactory", "--ds", $"{Json}.JsonParseNodeFactory",
            ])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["KIOTA_CLI_TELEMETRY_OPTOUT"] = "1", ["KIOTA_OFFLINE_ENABLED"] = "1" },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await output + errors);
    }

    /// <summary>The client and what drives it, as one assembly of this process.</summary>
    private static Assembly Build(DirectoryInfo folder)
    {
        var sources = folder.GetFiles("*.cs", SearchOption.AllDirectories).Select(file => file.FullName)
            .Append(Path.Combine(AppContext.BaseDirectory, "Reference", "Client", "DriveCampaign.cs"));
        var compilation = CSharpCompilation.Create(
            "Plum.Client",
            sources.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var assembly = new MemoryStream();
        var built = compilation.Emit(assembly);

        Assert.Empty(built.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(assembly.ToArray());
    }

    private static Task<T> CallAsync<T>(Type client, string method, params object[] arguments) =>
        (Task<T>)client.GetMethod(method)!.Invoke(null, arguments)!;
}
