using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>One server for all tests of a class; each test signs up a customer of its own.</summary>
public class SharedServer : IAsyncLifetime
{
    /// <summary>See <see cref="PlumServerOptions.MayFail"/>.</summary>
    protected virtual bool MayFail => false;

    public PlumServer Plum { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Plum = await PlumServer.StartAsync(new() { MayFail = MayFail });

    public async ValueTask DisposeAsync()
    {
        await Plum.AdvanceAsync(TimeSpan.FromSeconds(5)); // whoever sleeps until then may finish first
        await Plum.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public Task<Customer> SignUpAsync() => Customer.SignUpAsync(Plum);
}

/// <summary>Likewise, where a test makes the server fail.</summary>
public sealed class FailingServer : SharedServer
{
    protected override bool MayFail => true;
}
