using Grpc.Core;

namespace Netes.Kubelet.Cri;

/// <summary>Turns gRPC's failures into ours.</summary>
internal static class CriCall
{
    public static async Task<T> Await<T>(CancellationToken cancellation, AsyncUnaryCall<T> call)
    {
        try
        {
            using (call) return await call.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellation);
        }
        catch (RpcException e)
        {
            throw CriException.From(e);
        }
    }
}
