using Netes.Api.CoreV1;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>How the parts of the control plane are; it is made up when asked for, and never stored.</summary>
internal sealed class ComponentStatusStrategy : Strategy<ComponentStatus>
{
    public override ITablePrinter Table => ComponentStatusPrinter.Instance;
}
