using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Functions.Accounts;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Accounts;

/// <summary>The settings of an account, and its PIN, in a whole server.</summary>
public sealed class DevelopmentAccountTests
{
    private const string Pin = "8642 is secret";

    [Fact]
    public async Task Account_BecomesWhatTheSettingsSay_AtTheNextStart()
    {
        var settings = new Dictionary<string, string?>();
        await using var plum = await PlumServer.StartAsync(new() { Settings = settings });
        var first = await AccountAsync(plum);
        Assert.Equal((null, "America/New_York"), (first.CallerId, first.TimeZone));
        Assert.True(AccountSettings.IsSigningKey(first.SigningKey!));

        settings["Plum:Development:CallerId"] = "6175550100";
        settings["Plum:Development:TimeZone"] = "America/Chicago";
        settings["Plum:Development:SigningKey"] = new('b', 64);
        settings["Plum:Development:Login"] = "moved";
        settings["Plum:Development:Pin"] = "5678";
        await plum.RestartAsync();

        var second = await AccountAsync(plum);
        Assert.Equal(new("6175550100", "America/Chicago", new('b', 64)), second.Settings);
        var logins = plum.Services.GetRequiredService<LoginCheck>();
        Assert.Equal(new LoginAnswer.Right(second), await logins.CheckAsync("moved", "5678", default));
        Assert.Equal(LoginAnswer.Wrong.Answer, await logins.CheckAsync("demo", "5678", default));
    }

    [Fact]
    public async Task Account_KeepsItsKey_WhenTheSettingsHaveNone()
    {
        await using var plum = await PlumServer.StartAsync();
        var first = await AccountAsync(plum);

        await plum.RestartAsync();

        Assert.Equal(first, await AccountAsync(plum));
    }

    [Theory]
    [InlineData("another token of many bits", 200)]
    [InlineData("", 401)]
    public async Task Token_Ends_WhenTheSettingsHaveAnotherOrNone(string next, int status)
    {
        var settings = new Dictionary<string, string?> { ["Plum:Development:Token"] = "a token that leaked" };
        await using var plum = await PlumServer.StartAsync(new() { Settings = settings });
        Assert.Equal(200, await AnswerToAsync(plum, "a token that leaked"));

        settings["Plum:Development:Token"] = next;
        for (var starts = 0; starts < 2; starts++)
        {
            await plum.RestartAsync();

            Assert.Equal(401, await AnswerToAsync(plum, "a token that leaked"));
            Assert.Equal(status, await AnswerToAsync(plum, next));
        }
    }

    [Theory]
    [InlineData(
        "Account", "with-hyphen", "Plum:Development:Account is 'with-hyphen', but must be 1 to 32 letters and digits.")]
    [InlineData("CallerId", "1-617-555-0100", "Plum:Development:CallerId is '1-617-555-0100', but must be 10 digits.")]
    [InlineData(
        "TimeZone",
        "Eastern",
        "Plum:Development:TimeZone is 'Eastern', but must be a tz database id such as America/New_York.")]
    [InlineData("SigningKey", "secret", "Plum:Development:SigningKey must be 64 lower-case hexadecimal digits.")]
    public async Task Start_IsRefused_OnABadSetting(string name, string value, string message)
    {
        var options = new PlumServerOptions
        {
            Settings = new Dictionary<string, string?> { [$"Plum:Development:{name}"] = value },
        };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => PlumServer.StartAsync(options));

        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public async Task Account_IsRead_WhenItWasStoredBeforeThereWereSettings()
    {
        await using var plum = await PlumServer.StartAsync();
        await plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("accounts")
            .AddEntityAsync(new TableEntity("old", "account")
            {
                ["Json"] = """{"Id":"old","Login":"old","PinHash":"x","CreatedAt":"2021-12-31T17:00:00Z"}""",
            });

        var account = await plum.Services.GetRequiredService<AccountDirectory>().FindAsync("old", default);

        Assert.Equal(new AccountSettings(), account!.Settings);
        Assert.Equal("America/New_York", account.Zone().Id);
    }

    [Fact]
    public async Task Pin_IsNowhere_InTheStoreOrTheLog()
    {
        var folder = Directory.CreateTempSubdirectory("plum-pins-").FullName;
        var log = new RecordedLog();
        var options = new PlumServerOptions
        {
            DataFolder = folder,
            Settings = new Dictionary<string, string?> { ["Plum:Development:Pin"] = Pin },
            Services = services => services.AddLogging(logging => logging.ClearProviders().AddProvider(log)),
        };
        await using (var plum = await PlumServer.StartAsync(options))
        {
            var logins = plum.Services.GetRequiredService<LoginCheck>();
            Assert.IsType<LoginAnswer.Right>(await logins.CheckAsync("demo", Pin, default));
            for (var i = 0; i < 10; i++)
            {
                await logins.CheckAsync("mistyped login", $"{Pin}{i}", default);
            }

            Assert.IsType<LoginAnswer.Locked>(await logins.CheckAsync("mistyped login", Pin, default));
            Assert.Contains("is locked until", log.Text);
        }

        Assert.DoesNotContain(Pin, log.Text);
        Assert.DoesNotContain("mistyped login", log.Text);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.All(
                [Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode],
                encoding => Assert.Equal(-1, bytes.AsSpan().IndexOf(encoding.GetBytes(Pin))));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Sweep_RemovesWrongTriesThatNoLongerCount()
    {
        await using var plum = await PlumServer.StartAsync();
        var logins = plum.Services.GetRequiredService<LoginCheck>();
        var failures = plum.Services.GetRequiredService<LoginFailures>();
        await logins.CheckAsync("old", "wrong", default);
        await plum.AdvanceToAsync(new(2022, 1, 1, 3, 17, 1, TimeSpan.Zero)); // the sweep comes at 03:47
        await logins.CheckAsync("recent", "wrong", default);

        await plum.AdvanceToAsync(new(2022, 1, 1, 4, 0, 0, TimeSpan.Zero));

        Assert.Null((await failures.ReadAsync(AccountRows.Hash("old"), default)).Row);
        Assert.NotNull((await failures.ReadAsync(AccountRows.Hash("recent"), default)).Row);
    }

    private static async Task<int> AnswerToAsync(PlumServer plum, string token)
    {
        using var anyone = new Customer(plum.NewClient(token), "");
        return (await anyone.GetAsync("api/schedules")).Status;
    }

    private static async Task<Account> AccountAsync(PlumServer plum) =>
        (await plum.Services.GetRequiredService<AccountDirectory>().FindAsync("demo", default))!;
}

/// <summary>Everything that is logged, as text.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (_text)
        {
            _text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }
    }

    public void Dispose()
    {
    }
}
