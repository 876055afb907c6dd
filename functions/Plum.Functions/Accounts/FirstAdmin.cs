using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Creates at start the admin that the settings <c>Plum:FirstAdmin:*</c> describe, once: a service that has ever had an
/// admin is not given one again, and a PIN that has been changed since stays changed.
/// </summary>
public sealed partial class FirstAdmin(
    AccountDirectory accounts, AccountTable table, IHostEnvironment environment, IOptions<FirstAdminOptions> options,
    ILogger<FirstAdmin> logger) : IHostedService
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "first-admin";
    private const string Row = "admin";
    private const string Id = "admin";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var isThere = await table.FindAsync(Partition, Row, cancellationToken) is not null;
        if (options.Value is not { Login: { Length: > 0 } login, Pin: { Length: > 0 } pin })
        {
            if (!isThere && !environment.IsDevelopment())
            {
                LogNone();
            }

            return;
        }

        if (isThere)
        {
            LogIgnored();
            return;
        }

        // The account first: a start that was cut off in between finds it and goes on.
        var id = await AddAsync(login, pin, cancellationToken);
        await table.Rows.TrySaveAsync(new(Partition, Row) { ["Account"] = id }, read: null, cancellationToken);
        LogCreated(id, login);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The id of the account with this login, which is new, or an admin by an earlier start or by another process.
    /// </summary>
    private async Task<string> AddAsync(string login, string pin, CancellationToken ct)
    {
        if (await accounts.FindByLoginAsync(login, ct) is null)
        {
            var id = await FreeIdAsync(ct);
            await accounts.AddAsync(Caller.Service(id), new(id, login, pin, new(), AccountRole.Admin, Partition), ct);
        }

        return await accounts.FindByLoginAsync(login, ct) is { Role: AccountRole.Admin } admin
            ? admin.Id
            : throw Taken(login);
    }

    private async Task<string> FreeIdAsync(CancellationToken ct)
    {
        var id = Id;
        for (var number = 2; await accounts.FindAsync(id, ct) is not null; number++)
        {
            id = $"{Id}{number}";
        }

        return id;
    }

    private static OptionsValidationException Taken(string login) => new(
        FirstAdminOptions.Section,
        typeof(FirstAdminOptions),
        [$"{FirstAdminOptions.Section}:Login is '{login}', which belongs to an account that is no admin; name "
            + "another."]);

    [LoggerMessage(
        221,
        LogLevel.Information,
        "Created the first admin, account {Account} with login {Login}. The setting Plum:FirstAdmin is not needed any "
            + "more.")]
    private partial void LogCreated(string account, string login);

    [LoggerMessage(
        222, LogLevel.Information, "The setting Plum:FirstAdmin is ignored: there is an admin, or there has been one.")]
    private partial void LogIgnored();

    [LoggerMessage(
        223,
        LogLevel.Information,
        "There has been no admin yet; Plum:FirstAdmin:Login and Plum:FirstAdmin:Pin make one at the next start.")]
    private partial void LogNone();
}
