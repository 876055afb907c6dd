using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>One server for all tests of a class; each test signs up a customer of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public PlumServer Plum { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Plum = await PlumServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Plum.AdvanceAsync(TimeSpan.FromSeconds(5)); // whoever sleeps until then may finish first
        await Plum.DisposeAsync();
    }

    public Task<Customer> SignUpAsync() => Customer.SignUpAsync(Plum);
}
