using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;
using Xunit;

namespace Plum.Functions.Tests.Shared;

public sealed class StorageSetupTests
{
    /// <summary>The Functions host asks for both again and again, and logs each 404.</summary>
    [Fact]
    public void EveryTriggersQueue_IsMadeAtTheStart_AndWhereItSetsMessagesAside()
    {
        var queues = (
            from type in typeof(PlumApp).Assembly.GetTypes()
            from method in type.GetMethods()
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<QueueTriggerAttribute>()
            where trigger is not null
            select trigger.QueueName).ToList();

        Assert.NotEmpty(queues);
        Assert.All(queues, queue => Assert.Contains(queue, StorageSetup.Queues));
        Assert.All(
            queues.Where(queue => !queue.EndsWith("-poison", StringComparison.Ordinal)),
            queue => Assert.Contains(queue + "-poison", StorageSetup.Queues));
    }
}
