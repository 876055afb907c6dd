using System.Text.Json;
using Azure;
using Plum.Core.Accounts;
using Plum.Core.Audit;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>What administration allows: rows of the accounts, and one for all of them.</summary>
public sealed class DialPermits(AccountTable accounts, AccountDirectory directory)
{
    /// <summary>The partition of what concerns all accounts. A hyphen cannot stand in an account id.</summary>
    public const string WholeService = "whole-service";

    private const string Switch = "switch";

    /// <summary>As stored now, in two storage operations. An account that is gone may not dial.</summary>
    public async Task<DialPermit> ReadAsync(string account, CancellationToken ct)
    {
        var service = ReadSwitchAsync(ct);
        return await directory.FindAsync(account, ct) is { } found
            ? DialPermit.Of(found, await service)
            : DialPermit.None(await service);
    }

    public async Task<ServiceSwitch> ReadSwitchAsync(CancellationToken ct) =>
        await accounts.FindAsync(WholeService, Switch, ct) is { } row
            ? AccountJson.Read(row, StoredJson.Default.ServiceSwitch)
            : new();

    /// <summary>Suspends or resumes all calls. Nothing changes where that has been done already.</summary>
    public async Task SetSwitchAsync(Caller caller, bool callsSuspended, CancellationToken ct)
    {
        await accounts.AddLedgerAsync(WholeService, ct);
        await accounts.ChangeAsync(
            caller with { Account = WholeService },
            async change =>
            {
                var row = await accounts.FindAsync(WholeService, Switch, ct);
                var present = row is null ? new() : AccountJson.Read(row, StoredJson.Default.ServiceSwitch);
                var changed = present.With(callsSuspended);
                if (changed != present)
                {
                    Save(change, JsonSerializer.Serialize(changed, StoredJson.Default.ServiceSwitch), row?.ETag);
                    var act = callsSuspended ? AuditAction.Suspended : AuditAction.Resumed;
                    change.Note("all calls", act, AuditedFields.Of(present), AuditedFields.Of(changed));
                }

                return true;
            },
            ct);
    }

    private static void Save(AccountChange change, string json, ETag? version)
    {
        if (version is { } read)
        {
            change.Replace(Switch, json, read);
        }
        else
        {
            change.Add(Switch, json);
        }
    }
}
