// Types that signatures of the other files name and the app does not touch: that they exist is all that is said of them here.

namespace Azure.Data.Tables
{
    public class TableSharedKeyCredential;
}

namespace Azure.Data.Tables.Models
{
    public class TableSignedIdentifier;

    public class TableServiceProperties;

    public class TableServiceStatistics;
}

namespace Azure.Data.Tables.Sas
{
    public class TableSasBuilder;

    public enum TableSasPermissions;

    public class TableAccountSasBuilder;

    public enum TableAccountSasPermissions;

    public enum TableAccountSasResourceTypes;
}

namespace Azure.Storage
{
    public class StorageSharedKeyCredential;

    public class ClientSideEncryptionOptions;
}

namespace Azure.Storage.Queues
{
    public class QueueClientSettings;
}

namespace Azure.Storage.Queues.Models
{
    public class QueueItem;

    public enum QueueTraits
    {
        None = 0,
    }

    public class QueueServiceProperties;

    public class QueueServiceStatistics;

    public class QueueSignedIdentifier;

    public class QueueGetUserDelegationKeyOptions;

    public class UserDelegationKey;
}

namespace Azure.Storage.Sas
{
    public class QueueSasBuilder;

    public enum QueueSasPermissions;

    public class AccountSasBuilder;

    public enum AccountSasPermissions;

    public enum AccountSasResourceTypes;
}

namespace DurableTask.Core.History
{
    public abstract class HistoryEvent;
}

namespace Microsoft.Azure.Functions.Worker
{
    public abstract class FunctionContext;
}

namespace Microsoft.Azure.Functions.Worker.Middleware
{
    public delegate Task FunctionExecutionDelegate(FunctionContext context);
}

namespace Microsoft.DurableTask
{
    public abstract class DataConverter;
}

namespace Microsoft.DurableTask.Client.Entities
{
    public abstract class DurableEntityClient;
}

namespace Microsoft.DurableTask.Entities
{
    public abstract class TaskOrchestrationEntityFeature;
}

namespace Microsoft.DurableTask.Internal
{
    public interface IOrchestrationSubmitter;
}
