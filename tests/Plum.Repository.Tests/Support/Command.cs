using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace Plum.Repository.Tests.Support;

/// <summary>How a program ended and what it printed, both outputs of it.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    /// <summary>Its output; the test fails with all it printed unless it ended well.</summary>
    public string Well()
    {
        Assert.True(Code == 0, $"ended with {Code}:\n{Errors}{Output}");
        return Output;
    }
}

/// <summary>Programs of this machine, run from the root of the repository unless told otherwise.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Runs it to its end, or ends it with its children.</summary>
    public static async Task<Ended> RunAsync(ProcessStartInfo start, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = start.WorkingDirectory is "" ? Tree.Root : start.WorkingDirectory;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill(entireProcessTree: true); // nothing, when it has ended
        }
    }

    public static Task<Ended> RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments));

    /// <summary>Whether a program is there and answers to these arguments.</summary>
    public static async Task<bool> AnswersAsync(string program, params string[] arguments)
    {
        try
        {
            return await RunAsync(program, arguments) is { Code: 0 };
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }
}
