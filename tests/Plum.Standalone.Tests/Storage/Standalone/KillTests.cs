using System.Diagnostics;
using Azure.Data.Tables;
using Plum.Standalone.Queues;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>A process that writes is killed outright: what it was told is stored must be there.</summary>
public sealed class KillTests : IDisposable
{
    private const string FolderVariable = "PLUM_TEST_KILL_FOLDER";
    private const string CountVariable = "PLUM_TEST_KILL_COUNT";
    private const int Enough = 2_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-kill-").FullName;

    private string File => Path.Combine(_folder, "plum.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Kill_LosesNothingThatWasAnswered_AndFreesTheFolder()
    {
        var answered = new HashSet<int>();
        using (var writer = StartWriter(_folder, int.MaxValue))
        {
            await ReadAnswers(writer.StandardOutput, answered, Enough);
            var busy = Assert.Throws<StorageUnavailableException>(() => new EmbeddedStore(File, TimeProvider.System));
            Assert.Contains($"{_folder} is in use by another process", busy.Message, StringComparison.Ordinal);
            writer.Kill();
            await ReadAnswers(writer.StandardOutput, answered, int.MaxValue);
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var store = new EmbeddedStore(File, TimeProvider.System);
        var table = new EmbeddedTableClient(store, "written");
        var stored = await table.QueryAsync<TableEntity>().Select(e => e.GetInt32("N")!.Value).ToHashSetAsync();
        var queued = await new EmbeddedQueueClient(store, "written").GetPropertiesAsync();
        Assert.True(answered.Count >= Enough);
        Assert.Subset(stored, answered);
        Assert.True(queued.Value.ApproximateMessagesCount >= answered.Count);
    }

    /// <summary>The process to be killed: this test alone, run by the one above.</summary>
    [Fact(Explicit = true)]
    public async Task Writer_WritesUntilItIsKilled()
    {
        using var store = new EmbeddedStore(
            Path.Combine(Environment.GetEnvironmentVariable(FolderVariable)!, "plum.db"), TimeProvider.System);
        var (table, queue) = (new EmbeddedTableClient(store, "written"), new EmbeddedQueueClient(store, "written"));
        await table.CreateIfNotExistsAsync();
        await queue.CreateIfNotExistsAsync();
        var count = int.Parse(Environment.GetEnvironmentVariable(CountVariable)!, null);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, ct) =>
        {
            await queue.SendMessageAsync($"{n}", ct);
            await table.AddEntityAsync(new TableEntity($"{n % 7}", $"{n}") { ["N"] = n, ["B"] = new byte[500] }, ct);
            Console.WriteLine($"answered {n}.");
        });
        await new TaskCompletionSource().Task; // until it is killed
    }

    internal static async Task ReadAnswers(StreamReader output, HashSet<int> answered, int until)
    {
        while (answered.Count < until && await output.ReadLineAsync() is { } line)
        {
            // The last line may be cut short.
            if (line.StartsWith("answered ", StringComparison.Ordinal) && line.EndsWith('.'))
            {
                answered.Add(int.Parse(line.AsSpan(9, line.Length - 10), null));
            }
        }
    }

    /// <summary>Runs the test that writes so many, or until it is killed.</summary>
    internal static Process StartWriter(string folder, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        }

        var method = $"{typeof(KillTests).FullName}.{nameof(Writer_WritesUntilItIsKilled)}";
        Array.ForEach(["-explicit", "only", "-noColor", "-method", method], start.ArgumentList.Add);
        (start.Environment[FolderVariable], start.Environment[CountVariable]) = (folder, $"{count}");
        return Process.Start(start)!;
    }
}
