using Azure.Data.Tables;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Accounts.SigningKeys;
using Plum.Functions.Shared;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>A store with one account, login demo and PIN 1234, and as many processes on it as a test wants.</summary>
internal sealed class LoginProcesses : IDisposable
{
    public const string Login = "demo";
    public const string Pin = "1234";

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-logins-").FullName;

    private readonly EmbeddedStore _store;
    private readonly List<LoginProcess> _processes = [];

    private LoginProcesses() => _store = new(Path.Combine(_folder, "plum.db"), Time);

    public ManualTime Time { get; } = new(new(2022, 1, 3, 12, 0, 0, TimeSpan.Zero));

    public static async Task<LoginProcesses> StartAsync()
    {
        var processes = new LoginProcesses();
        await processes.Tables().CreateTableIfNotExistsAsync("accounts");
        if (!await processes.Another().Accounts.TryAddAsync("demo", Login, Pin, default))
        {
            throw new InvalidOperationException("The store is not new.");
        }

        return processes;
    }

    /// <summary>Knows nothing but what is stored, as a process that has just started.</summary>
    public LoginProcess Another()
    {
        _processes.Add(new(Tables(), Time));
        return _processes[^1];
    }

    public void Dispose()
    {
        _processes.ForEach(process => process.Logins.Dispose());
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private EmbeddedTableServiceClient Tables() => new(_store);
}

/// <summary>What one process has of the accounts.</summary>
internal sealed class LoginProcess
{
    public LoginProcess(TableServiceClient tables, TimeProvider time)
    {
        var rows = new AccountTable(tables, time);
        var seal = new KeySeal(Options.Create(new SigningKeyOptions()));
        Accounts = new(rows, seal, Hasher, time);
        Failures = new(rows, time);
        var known = new KnownAccounts(Accounts, time);
        Logins = new(Accounts, known, Failures, Hasher, time, NullLogger<LoginCheck>.Instance);
        Sessions = new(rows, seal, Accounts, known, time);
        Hasher.Reset();
    }

    public CountingHasher Hasher { get; } = new();

    public AccountDirectory Accounts { get; }

    public LoginFailures Failures { get; }

    public LoginCheck Logins { get; }

    public SessionCookies Sessions { get; }

    public Task<LoginAnswer> RightAsync() => Logins.CheckAsync(LoginProcesses.Login, LoginProcesses.Pin, default);

    public Task<LoginAnswer> WrongAsync(string pin = "4321", string login = LoginProcesses.Login) =>
        Logins.CheckAsync(login, pin, default);

    public async Task WrongAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await WrongAsync();
        }
    }

    /// <summary>Many at the same time; who is sent away because the line is full has no answer.</summary>
    public static Task<LoginAnswer?[]> AtOnceAsync(int times, Func<int, Task<LoginAnswer>> check) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(number => Task.Run(async () =>
        {
            try
            {
                return await check(number);
            }
            catch (BusyException)
            {
                return null;
            }
        })));
}

/// <summary>
/// Counts what it computes, and can be told to take its time. Hashes are quick here; how slow they are is not the
/// point.
/// </summary>
internal sealed class CountingHasher()
    : PasswordHasher<string>(
        Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 100 }))
{
    private int _verified;
    private int _hashed;

    private ManualResetEventSlim Open { get; } = new(true);

    public int Verified => Volatile.Read(ref _verified);

    /// <summary>Verifications and new hashes: all that costs time.</summary>
    public int Work => Verified + Volatile.Read(ref _hashed);

    public override string HashPassword(string user, string password)
    {
        Interlocked.Increment(ref _hashed);
        return base.HashPassword(user, password);
    }

    public override PasswordVerificationResult VerifyHashedPassword(
        string user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _verified);
        Open.Wait();
        return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }

    public Task VerifiedAsync(int times) =>
        Task.Run(() => Assert.True(SpinWait.SpinUntil(() => Verified >= times, TimeSpan.FromSeconds(30))));

    public void Reset() => (_verified, _hashed) = (0, 0);

    public void Hold() => Open.Reset();

    public void Release() => Open.Set();
}
