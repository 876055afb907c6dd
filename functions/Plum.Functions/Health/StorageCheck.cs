using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Health;

/// <summary>
/// Whether tables and queues answer. One request to each every <see cref="Fresh"/> at most, however many ask how often:
/// each is on the bill.
/// </summary>
public sealed class StorageCheck(
    TableServiceClient tables, QueueServiceClient queues, StorageLoad load, TimeProvider time)
{
    /// <summary>How long an answer is good for.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Longer than storage takes on a bad day, shorter than the patience of whoever probes (Kubernetes: told to; Azure:
    /// a minute).
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Remembered<string, IReadOnlyList<Part>> _looks = new(time, Fresh);

    public async ValueTask<IReadOnlyList<Part>> LookAsync(CancellationToken ct) =>
        (await _looks.FindAsync("", AskAsync, ct))!;

    private async Task<IReadOnlyList<Part>?> AskAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        return await Task.WhenAll(
            PartAsync("tables", AskTablesAsync, load.Tables, patience.Token),
            PartAsync("queues", AskQueuesAsync, load.Queues, patience.Token));
    }

    // Written, since storage that is full, read-only or throttled still reads.
    private Task AskTablesAsync(CancellationToken ct) =>
        tables
            .GetTableClient(StorageSetup.Tables[0])
            .UpsertEntityAsync(new TableEntity("health", "health"), TableUpdateMode.Replace, ct);

    private Task AskQueuesAsync(CancellationToken ct) =>
        queues.GetQueueClient(CampaignControl.Queue).GetPropertiesAsync(ct);

    private static async Task<Part> PartAsync(
        string name, Func<CancellationToken, Task> ask, BusyAnswers busy, CancellationToken patience)
    {
        try
        {
            await ask(patience).WaitAsync(patience);
            return new(name, null);
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            return new(name, "refuses the app's credentials");
        }
        catch (RequestFailedException e) when (e.IsDiskFull())
        {
            return new(name, "the disk of the data folder is full");
        }
        catch (RequestFailedException e) when (e.ErrorCode == StorageFaults.Damaged)
        {
            return new(name, "the data file is damaged");
        }
        catch (RequestFailedException e) when (e.IsThrottled())
        {
            return new(name, "is too busy");
        }
        catch (RequestFailedException e) when (e.Status is 404)
        {
            return new(name, "is not set up");
        }
        catch (Exception)
        {
            // The text may hold names of the account: whoever is to know them finds them in the log of the next
            // request. A busy service is asked again by its client, for longer than the patience.
            return new(name, busy.AreThere ? "is too busy" : "does not answer");
        }
    }
}
