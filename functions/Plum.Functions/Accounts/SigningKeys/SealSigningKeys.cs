using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Plum.Functions.Accounts.SigningKeys;

/// <summary>
/// Seals every account's signing key anew at the first start with another key (or with none), and stops a start that could not open them.
/// </summary>
/// <remarks>Cut off in between, it begins again at the next start: with which key all of them are sealed is written down last.</remarks>
public sealed partial class SealSigningKeys(AccountTable table, AccountDirectory accounts, KeySeal seal, ILogger<SealSigningKeys> logger) : IHostedService
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "signing-keys";
    private const string Row = "seal";
    private const string SealedWith = "SealedWith";
    private const int AtOnce = 16;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var sealedWith = (await table.FindAsync(Partition, Row, cancellationToken))?.GetString(SealedWith) ?? "";
        if (!seal.Opens(sealedWith))
        {
            throw new OptionsValidationException(
                SigningKeyOptions.Section,
                typeof(SigningKeyOptions),
                [$"The signing keys in the storage are sealed with the key {sealedWith}, which is neither {SigningKeyOptions.Section}:Key nor :OtherKey; set it as one of them."]);
        }

        if (sealedWith == seal.SealsWith)
        {
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(accounts.IdsAsync("", cancellationToken), options, async (id, ct) => await accounts.SealAsync(id, ct));
        await table.Rows.UpsertEntityAsync(
            new TableEntity(Partition, Row) { [SealedWith] = seal.SealsWith }, TableUpdateMode.Replace, cancellationToken);
        LogSealed(seal.SealsWith is { Length: > 0 } id ? $"sealed with the key {id}" : "stored as they are");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(175, LogLevel.Information, "The signing keys of all accounts are now {Form}.")]
    private partial void LogSealed(string form);
}
