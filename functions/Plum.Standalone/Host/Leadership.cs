using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Durable;

namespace Plum.Standalone.Host;

/// <summary>
/// Of the processes on one storage account one leads: it runs the orchestrations and the timers. Functions of HTTP and of
/// queues run in all of them.
/// </summary>
/// <remarks>
/// The leader renews a row. The others watch its version and take it once that has not changed for longer than a leader goes
/// on without renewing it, each by its own monotonic clock: no wall clock need be right. An embedded store has one process,
/// which leads without a row.
/// </remarks>
internal sealed partial class Leadership(
    TableServiceClient tables, TimeProvider time, ILogger<Leadership> logger, bool isAlone) : BackgroundService
{
    // An instance id does not begin with @.
    private const string Key = "@leader";

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    /// <summary>How long a leader goes on without renewing.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(4);

    /// <summary>How long the others wait for a sign of the leader: its validity, and time for a renewal that is on its way.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    private readonly TableClient _table = tables.GetTableClient(InstanceStore.TableName);
    private ETag _version;
    private long _since;
    private bool _leads;
    private bool _isInTrouble;
    private int _term = isAlone ? 1 : 0;

    public bool IsAlone => isAlone;

    /// <summary>Counts how often this process took the lead: between two terms another may have led.</summary>
    public int Term => Volatile.Read(ref _term);

    /// <summary>Whether this process leads, and may go on as the leader for this moment.</summary>
    public bool IsHeld => isAlone || (Volatile.Read(ref _leads) && time.GetElapsedTime(Volatile.Read(ref _since)) < Validity);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!isAlone)
        {
            await _table.CreateIfNotExistsAsync(cancellationToken);
            await LookAsync(cancellationToken);
            await base.StartAsync(cancellationToken);
        }
    }

    /// <summary>Gives the lead to whoever looks next. Started first, it is stopped when nothing of this process runs any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (IsHeld && !isAlone)
        {
            await TryAsync(() => _table.DeleteEntityAsync(Key, Key, _version, CancellationToken.None));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Renewal, time, stoppingToken);
                await LookAsync(stoppingToken);
                _isInTrouble = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogTrouble(_isInTrouble ? LogLevel.Debug : LogLevel.Warning, e);
                _isInTrouble = true;
            }
        }
    }

    /// <summary>Renews the lead, or takes it where nobody has it.</summary>
    private async Task LookAsync(CancellationToken ct)
    {
        // Before it is asked for, so that the answer's way is part of its validity.
        var asked = time.GetTimestamp();
        if (_leads)
        {
            Keep(await TryAsync(() => _table.UpdateEntityAsync(Row(), _version, TableUpdateMode.Replace, ct)), asked);
            return;
        }

        var found = await _table.GetEntityIfExistsAsync<TableEntity>(Key, Key, cancellationToken: ct);
        if (!found.HasValue)
        {
            Keep(await TryAsync(() => _table.AddEntityAsync(Row(), ct)), asked);
        }
        else if (found.Value!.ETag != _version)
        {
            (_version, _since) = (found.Value.ETag, asked);
        }
        else if (time.GetElapsedTime(_since, asked) > Silence)
        {
            Keep(await TryAsync(() => _table.UpdateEntityAsync(Row(), _version, TableUpdateMode.Replace, ct)), asked);
        }
    }

    private void Keep(Response? written, long asked)
    {
        if (written?.Headers.ETag is { } version)
        {
            _version = version;
            Volatile.Write(ref _since, asked);
        }

        if (_leads != written is not null)
        {
            Volatile.Write(ref _term, _leads ? _term : _term + 1);
            Volatile.Write(ref _leads, written is not null);
            LogLeads(_leads ? "leads" : "follows");
        }
    }

    /// <summary>Null when somebody else was faster.</summary>
    private static async Task<Response?> TryAsync(Func<Task<Response>> write)
    {
        try
        {
            return await write();
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    private static TableEntity Row() => new(Key, Key) { ["Process"] = $"{Environment.MachineName} {Environment.ProcessId}" };

    [LoggerMessage(1209, LogLevel.Information, "Of the processes on this storage this one {Part} now.")]
    private partial void LogLeads(string part);

    [LoggerMessage(EventId = 1210, Message = "The lead of the processes on this storage cannot be looked at; it is tried again.")]
    private partial void LogTrouble(LogLevel level, Exception error);
}
