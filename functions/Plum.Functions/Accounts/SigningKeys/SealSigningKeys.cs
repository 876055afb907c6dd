using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Plum.Functions.Accounts.SigningKeys;

/// <summary>
/// Seals every account's signing key anew at the first start with another key (or with none), and stops a start that
/// could not open them.
/// </summary>
/// <remarks>
/// Every change of the keys that are set has all accounts looked at: a process with the former keys may have sealed one
/// with them after the others had been sealed anew. Cut off in between, it begins again at the next start, whatever
/// keys that has.
/// </remarks>
public sealed partial class SealSigningKeys(
    AccountTable table, AccountDirectory accounts, KeySeal seal, ILogger<SealSigningKeys> logger) : IHostedService
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "signing-keys";
    private const string Row = "seal";
    private const string SealedWith = "SealedWith";
    private const string Keys = "Keys";
    private const string Unfinished = "unfinished";
    private const int AtOnce = 16;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var noted = await table.FindAsync(Partition, Row, cancellationToken);
        var sealedWith = noted?.GetString(SealedWith) ?? "";
        if (!seal.Opens(sealedWith))
        {
            throw new OptionsValidationException(
                SigningKeyOptions.Section,
                typeof(SigningKeyOptions),
                [
                    $"The signing keys in the storage are sealed with the key {sealedWith}, "
                    + $"which is neither {SigningKeyOptions.Section}:Key nor :OtherKey; set it as one of them.",
                ]);
        }

        if ((noted?.GetString(Keys) ?? "") == seal.Ids)
        {
            return;
        }

        await NoteAsync(sealedWith, Unfinished, cancellationToken);
        await SealAllAsync(cancellationToken);
        await NoteAsync(seal.SealsWith, seal.Ids, cancellationToken);
        LogSealed(seal.SealsWith is { Length: > 0 } id ? $"sealed with the key {id}" : "stored as they are");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SealAllAsync(CancellationToken ct)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(
                accounts.IdsAsync("", ct), options, async (id, stop) => await accounts.SealAsync(id, stop));
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsValidationException(SigningKeyOptions.Section, typeof(SigningKeyOptions), [e.Message]);
        }
    }

    private async Task NoteAsync(string sealedWith, string keys, CancellationToken ct) =>
        await table.Rows.UpsertEntityAsync(
        new TableEntity(Partition, Row) { [SealedWith] = sealedWith, [Keys] = keys }, TableUpdateMode.Replace, ct);

    [LoggerMessage(175, LogLevel.Information, "The signing keys of all accounts are now {Form}.")]
    private partial void LogSealed(string form);
}
